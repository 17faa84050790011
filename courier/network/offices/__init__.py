"""What an office does by the day: the communes it serves, when it takes dossiers in, when it pauses."""
