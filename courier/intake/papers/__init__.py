"""Papers of intake: labels, rolls, pads of slips and slips of orders, each drawn as PDF by one hand."""
