"""Tables that people make, in files: the heading row found, cells read one by one, each error named."""
