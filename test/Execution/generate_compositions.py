# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random compositions: layers of a random network that follow each other become
one, again and again, so that they nest."""

DEPTH = 3
WITH_FORWARD = ("Sequential", "SequentialLocalFeedback", "StatefulModel")


class Item:
    """A layer of the network, or a composition of some. A source is the index of
    an input or an Item."""

    def __init__(self, layer, shape, depth=0):
        self.layer, self.shape, self.depth, self.sources = layer, shape, depth, []

    @property
    def size(self):
        return self.shape["shape"] if isinstance(self.shape, dict) else self.shape


def without(sources, items):
    return [s for s in sources if not any(s is item for item in items)]


class Compositions:
    """The part of generate.Network that puts layers into compositions."""

    def compose(self):
        self.items = [Item(*each) for each in zip(self.layers, self.shapes)]
        for item, sources in zip(self.items, self.sources):
            item.sources = [j if kind == "input" else self.items[j] for kind, j in sources]
        if not self.is_chain:
            for item in list(self.items):
                self.split_sum(item)
        for _ in range(self.pick([0, 1, 2, 3, 4])):
            self.wrap_some()
        at = {id(item): i for i, item in enumerate(self.items)}
        self.layers = [item.layer for item in self.items]
        self.shapes = [item.shape for item in self.items]
        self.sources = [[("layer", at[id(s)]) if isinstance(s, Item) else ("input", s)
                         for s in item.sources] for item in self.items]

    # --------------------------------------------------------------- Parallel
    def split_sum(self, item):
        """What a layer sums goes through a Parallel now and then."""
        place = self.items.index(item)
        back = [s for s in item.sources if isinstance(s, Item) and s in self.items[place:]]
        if item.layer.get("merge") != "sum" or len(item.sources) < 2 or back \
                or not self.chance(0.5):
            return
        inner = [self.pick([{"type": "Identity"}, {"type": "Lambda", "fn": "tanh"}])
                 for _ in item.sources]
        parallel = Item({"type": "Parallel", "layers": inner},
                        {"shape": item_size(self, item.sources[0]),
                         "layers": [item_size(self, s) for s in item.sources]}, 1)
        parallel.sources, item.sources = item.sources, [parallel]
        self.items.insert(place, parallel)

    # ------------------------------------------------- those of several layers
    def wrap_some(self):
        first = self.below(0, len(self.items))
        chosen = self.items[first:first + self.pick([1, 2, 2, 3, 4])]
        inside = [s for item in chosen[1:] for s in item.sources]
        others = without(self.items, chosen)
        outside = [s for item in others for s in item.sources]
        fits = (all(any(s is c for c in chosen) for s in inside)
                and len(without(outside, chosen[:-1])) == len(outside)
                and len(without(chosen[0].sources, chosen))
                and chosen[0].layer["type"] != "Parallel"
                and all_reach_the_last(chosen)
                and max(item.depth for item in chosen) < DEPTH)
        if fits:
            self.items[first:first + len(chosen)] = [self.wrap(chosen)]

    def wrap(self, chosen):
        first, last = chosen[0], chosen[-1]
        outer = without(first.sources, chosen)
        loops = [s for s in first.sources if s is last]
        is_chain = all(len(b.sources) == 1 and b.sources[0] is a
                       for a, b in zip(chosen, chosen[1:]))
        is_chain &= len(outer) + len(loops) == len(first.sources)
        layer = {"type": self.pick_type(chosen, outer, loops, is_chain)}
        if self.chance(0.5):
            layer["name"] = f"block{self.below(0, 1 << 30)}"
        if "merge" in first.layer:
            layer["merge"] = first.layer["merge"]
        if layer["type"] in WITH_FORWARD and self.chance(0.5):
            layer["forward"] = self.pick(["default", "delayed"])
        layer["layers"] = [item.layer for item in chosen]
        whole = Item(layer, {"shape": last.size, "layers": [item.shape for item in chosen]},
                     1 + max(item.depth for item in chosen))
        whole.sources = outer
        if layer["type"] == "SequentialLocalFeedback":
            self.say_feedback(whole, len(loops))
        elif layer["type"] != "StatefulModel":
            whole.sources = [whole] * len(loops) + outer
        elif not is_chain or loops or self.chance(0.7):
            self.say_sources(layer, chosen)
        for item in self.items:
            if not any(item is c for c in chosen):
                item.sources = [whole if s is last else s for s in item.sources]
        return whole

    def pick_type(self, chosen, outer, loops, is_chain):
        if not is_chain:
            return "StatefulModel"
        compounds = sum(item.layer["type"] == "CompoundLayer" for item in chosen)
        kinds = ["StatefulModel", "Sequential", "CompoundLayer", "CompoundLayer"]
        if not compounds and len(loops) < 2:
            kinds.append("SequentialLocalFeedback")
        place = self.items.index(chosen[0])
        later = [s for s in outer if isinstance(s, Item) and s in self.items[place:]]
        sizes = [item_size(self, s) for s in outer]
        joined = list(sizes[0])
        if "merge" not in chosen[0].layer:
            joined[0] = sum(size[0] for size in sizes)
        if not loops and not later and joined == list(chosen[-1].size):
            kinds += ["ResNetBlock"] * 3
        return self.pick(kinds)

    def say_feedback(self, whole, loops):
        """A CompoundLayer hears itself without being told."""
        layer, last = whole.layer, len(whole.layer["layers"]) - 1
        if loops and last == 0 and whole.depth < DEPTH:
            compound = {"type": "CompoundLayer", "layers": layer["layers"]}
            if "merge" in layer:
                compound["merge"] = layer["merge"]
            layer["layers"] = [compound]
            whole.shape = {"shape": whole.size, "layers": [whole.shape]}
        elif loops:
            layer["feedback_layers"] = {str(last): 0}

    def say_sources(self, layer, chosen):
        """`graph`, or `from` with a delay here and there."""
        at = {id(item): i for i, item in enumerate(chosen)}
        inner = [[at[id(s)] for s in item.sources if id(s) in at] for item in chosen]
        if self.chance(0.5):
            count = len(chosen)
            layer["graph"] = {"num_layers": count, "input_connectivity": inner,
                              "input_layer_ids": [[0], *[[] for _ in chosen[1:]]]}
            return
        names = [item.layer.get("name", str(i)) for i, item in enumerate(chosen)]
        for i, sources in enumerate(inner):
            chosen[i].layer["from"] = listed = [
                {"layer": names[j], "delay": self.below(j >= i, 4)} if self.chance(0.3)
                else names[j] for j in sources]
            if i == 0:
                listed.append("x")


def all_reach_the_last(chosen):
    """A layer that a composition's output does not need is left out, with its
    states; there is none of these."""
    found, front = [], [chosen[-1]]
    while front:
        item = front.pop()
        if not any(item is f for f in found):
            found.append(item)
            front += [s for s in item.sources if any(s is c for c in chosen)]
    return len(found) == len(chosen)


def item_size(network, source):
    return list(source.size if isinstance(source, Item) else network.inputs[source]["shape"])
