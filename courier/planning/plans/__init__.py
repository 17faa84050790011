"""Plans as versions of a day: kept, read, compared, put in force and closed."""
