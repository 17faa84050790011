"""Where each item goes next and who brings it there: carriers, bags, linehaul, hubs; bags made and opened."""
