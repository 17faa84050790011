"""Ca quầy: what a counter's workstation holds between two closings of its drawer."""
