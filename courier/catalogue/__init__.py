"""The catalogue: procedures with their checklists, and the calendars by which agencies and the post work."""
