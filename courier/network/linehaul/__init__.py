"""The timetable of linehaul: which routes carry bags between offices, and when."""
