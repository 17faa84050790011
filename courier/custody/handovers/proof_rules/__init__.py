"""What an act must bring along: rules for everybody, and those of desks that want others."""
