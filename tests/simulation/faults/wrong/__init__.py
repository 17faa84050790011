"""The commands of `courier` with one rule broken that only shows between processes: each module is started by `-m`."""
