"""What a place costs as one integer, so that comparing two places is comparing two numbers and nothing is
rounded."""

from dataclasses import dataclass

from service.operations.allotment.problem import Price, Problem


@dataclass(frozen=True, slots=True)
class Scale:
    """Mixed radix: each level's weight is more than everything below it can add up to in any plan of the
    problem."""

    weights: tuple[int, ...]

    def price(self, price: Price, people: int) -> int:
        """What placing these people adds, agreements and new shelters aside."""
        _, _, _, negotiate, areas, language, _ = self.weights
        return people * (price.negotiate * negotiate + price.area * areas + price.language * language)


def scale_of(problem: Problem) -> Scale:
    """The weights for one problem, from the largest value each level can take in it."""
    people = sum(kind.size * kind.count for kind in problem.kinds)
    blocks = problem.blocks()
    told = {id(house.prices): house.prices for house in problem.houses}
    prices = set().union(*map(set, told.values()))
    largest = [
        people,
        blocks,
        blocks,
        people * max((price.negotiate for price in prices), default=0),
        people * max((price.area for price in prices), default=0),
        people * max((price.language for price in prices), default=0),
        blocks,
    ]
    weights = [1]
    for most in reversed(largest[1:]):
        weights.append(weights[-1] * (most + 1))
    return Scale(tuple(reversed(weights)))
