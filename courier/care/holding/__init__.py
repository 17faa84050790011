"""What waits at a post office for its citizen: invitations, until when it is kept, what is due to go back."""
