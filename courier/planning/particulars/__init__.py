"""What the office looks up about one job or one carrier's stops: names, where it is, where it has been."""
