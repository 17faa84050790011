"""The service over HTTP: one file an audience; Litestar stands here and nowhere else."""
