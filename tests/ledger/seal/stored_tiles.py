"""A store of tiles in memory, with a count of what was read from it."""

from ledger.merkle.edge import TileAppender


class StoredTiles:
    """What the log's tables would hold for these leaves."""

    def __init__(self, leaves=(), batches=None):
        self.all_leaves = []
        self.tiles = {}
        self.reads = 0
        self.appender = TileAppender()
        leaves = list(leaves)
        for size in batches or [len(leaves)]:
            self.append(leaves[:size])
            leaves = leaves[size:]
        self.append(leaves)

    def append(self, leaves):
        self.all_leaves += leaves
        for tile in self.appender.extend(leaves):
            assert (tile.level, tile.idx) not in self.tiles, "a tile is stored once"
            self.tiles[tile.level, tile.idx] = tile

    def tile(self, level, idx):
        self.reads += 1
        tile = self.tiles.get((level, idx))
        return tile.hashes if tile else None

    def tile_roots(self, level, first, end):
        self.reads += 1
        return [self.tiles[level, idx].root for idx in range(first, end) if (level, idx) in self.tiles]

    def leaves(self, first, end):
        self.reads += 1
        return self.all_leaves[first:end]
