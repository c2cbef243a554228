from __future__ import annotations

from tests.architecture.world import build_world
from tests.loaded_once import made_once

world = made_once(build_world)
