"""A small world in which sessions can be counted."""

from tests.counted_world import World
from tests.loaded_once import made_once

world = made_once(World)
