"""Reading GeoJSON and TopoJSON, and drawing them."""

import pytest

from llegada.territory import outlines
from llegada.territory.rules import project

SQUARE = [[-74.0, 4.0], [-73.0, 4.0], [-73.0, 5.0], [-74.0, 5.0], [-74.0, 4.0]]


def topology(**geometry):
    """Two squares side by side that share the arc 0; quantised in steps of half a degree from (-75, 4)."""
    return {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [-75.0, 4.0]},
        "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 2], [2, 0], [0, -2], [-2, 0]]],
        "objects": {"layer": {"type": "GeometryCollection", "geometries": [geometry]}},
    }


def points_of(path: str) -> list[tuple[float, float]]:
    """Return the points of a path of one ring, in units."""
    numbers = path.removeprefix("M").removesuffix("z").replace("l", " ").split()
    steps = [(float(x), float(y)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    return [(sum(s[0] for s in steps[: n + 1]), sum(s[1] for s in steps[: n + 1])) for n in range(len(steps))]


class TestReadLayers:
    def test_reads_geojson(self):
        document = {
            "type": "FeatureCollection",
            "features": [
                {
                    "id": 5001.0,
                    "properties": {"n": "X", "empty": None},
                    "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
                }
            ],
        }

        (feature,) = outlines.read_layers(document)["features"]

        assert feature.properties == {"n": "X", "empty": "", "id": "5001"}
        assert feature.rings == [[tuple(point) for point in SQUARE]]

    def test_reads_every_part_of_many(self):
        geometry = {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE, SQUARE]]},
                {"type": "Point", "coordinates": [1, 2]},
            ],
        }
        document = {"type": "FeatureCollection", "features": [{"geometry": geometry}, {"geometry": None}]}

        many, none = outlines.read_layers(document)["features"]

        assert (len(many.rings), none.rings) == (3, [])

    def test_undoes_the_steps_of_an_arc(self):
        (feature,) = outlines.read_layers(topology(type="Polygon", arcs=[[0, 1]], id="05"))["layer"]

        assert feature.rings == [[(-74, 4), (-74, 5), (-75, 5), (-75, 4), (-74, 4)]]

    def test_walks_arcs_backwards(self):
        (feature,) = outlines.read_layers(topology(type="MultiPolygon", arcs=[[[~0, ~2]]]))["layer"]

        assert feature.rings == [[(-74, 5), (-74, 4), (-73, 4), (-73, 5), (-74, 5)]]

    def test_reads_a_topology_in_plain_degrees_with_a_single_figure(self):
        document = {"type": "Topology", "arcs": [SQUARE], "objects": {"one": {"type": "Polygon", "arcs": [[0]]}}}

        (feature,) = outlines.read_layers(document)["one"]

        assert feature.rings[0][1] == (-73.0, 4.0)

    @pytest.mark.parametrize(
        "document",
        [
            [],
            {},
            {"type": "Feature"},
            {"type": "Topology"},
            topology(type="Polygon", arcs=[[99]]),
            {"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon"}}]},
            {"type": "FeatureCollection", "features": [7]},
        ],
    )
    def test_refuses_what_is_neither_or_is_malformed(self, document):
        with pytest.raises(ValueError, match=r"malformed|neither"):
            outlines.read_layers(document)


class TestIsInDegrees:
    def test_tells_degrees_of_colombia_from_metres(self):
        assert outlines.is_in_degrees([[(-74.1, 4.6)]])
        assert not outlines.is_in_degrees([[(-74.1, 4.6), (4880000.0, 2060000.0)]])


class TestSvgPath:
    def test_draws_in_the_plane_of_the_map(self):
        path = outlines.svg_path([[(x, y) for x, y in SQUARE]])

        assert path.count("M") == path.count("z") == 1
        for (x, y), (longitude, latitude) in zip(points_of(path), SQUARE[:4], strict=True):
            assert (x, y) == pytest.approx(project(latitude, longitude), abs=0.051)

    def test_leaves_out_points_that_say_nothing(self):
        on_the_way = [(-74.0, 4.0), (-74.0, 4.0), (-73.5, 4.0), (-73.0, 4.0), (-73.0, 5.0), (-74.0, 5.0), (-74.0, 4.0)]

        assert len(points_of(outlines.svg_path([on_the_way]))) == 4

    def test_leaves_out_a_ring_too_small_to_be_seen(self):
        speck = [(-74.0, 4.0), (-74.0001, 4.0), (-74.0, 4.0001), (-74.0, 4.0)]

        assert outlines.svg_path([speck]) == ""

    def test_writes_as_briefly_as_svg_reads(self):
        path = outlines.svg_path([[(-79.196, 12.7), (-79.196, 12.696), (-79.19, 12.7)]])

        assert path == "M.2 0l0 .2 .3 -.2z"
