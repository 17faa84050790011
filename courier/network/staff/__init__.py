"""Who may do what beyond a role: training, and carriers who stand in for a day."""
