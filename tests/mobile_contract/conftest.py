"""Generated cases are judged by what they do, never by how long they take on a busy machine."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
