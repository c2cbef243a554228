"""What the tests of the public pages start from."""

from tests.counted_world import World
from tests.loaded_once import made_once

world = made_once(World)
