"""What phones, workstations and the server say to each other: wire Structs, codes, canonical bytes.

Depends on msgspec and the standard library alone; knows no domain, no database, no HTTP.
"""
