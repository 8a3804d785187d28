# Generated from nbs/apps/27_batches.ipynb by tinyemo.dev.nbtools: edit the notebook.
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from fastcore.test import test_eq
from tinyemo.apps.batches import Batcher, Full
from tinyemo.apps.terms import Limits


def test_whoever_waits_at_once():
    started = time.perf_counter()
    batches = [] # (its items, begin, end)
    def slow_double(items):
        begin = time.perf_counter()-started
        time.sleep(.03)
        batches.append((items, begin, time.perf_counter()-started))
        return [i*2 for i in items]

    async def three_in_turn_then_eight_at_once():
        batcher = Batcher(slow_double, Limits(batch=4))
        in_turn = [await batcher([i]) for i in range(3)]
        at_once = await asyncio.gather(*(batcher([i]) for i in range(3, 11)))
        await batcher.close()
        return in_turn+at_once

    with ThreadPoolExecutor(1) as pool: # a notebook has an event loop of its own
        answers = pool.submit(asyncio.run, three_in_turn_then_eight_at_once()).result()
    test_eq(answers, [[i*2] for i in range(11)])
    test_eq([len(items) for items, _, _ in batches], [1, 1, 1, 4, 4])
    import matplotlib.pyplot as plt

    from tinyemo.figures import OKABE_ITO

    fig, ax = plt.subplots(figsize=(4, 3))
    for color, (items, begin, end) in zip(OKABE_ITO, batches):
        ax.barh([i+1 for i in items], 1000*(end-begin), left=1000*begin, color=color)
    ax.set(xlabel='milliseconds', ylabel='request', yticks=range(1, 12), xlim=(0, None))
    ax.invert_yaxis();


def test_edge_cases():
    async def outcome(call):
        try:
            return await call
        except (Full, ZeroDivisionError) as e:
            return type(e)

    async def try_batches():
        batcher = Batcher(lambda items: [time.sleep(.02) or i*2 for i in items], Limits(batch=4, waiting=10))
        answers = await asyncio.gather(*(batcher([i, i+100]) for i in range(4)))
        refused = await outcome(batcher([0]*11))
        last = asyncio.create_task(batcher([7]))
        await asyncio.sleep(0)
        broken = Batcher(lambda items: 1/0)
        failed = await outcome(broken([1]))
        await batcher.close()
        await broken.close()
        return answers, batcher.sizes, refused, failed, await last

    with ThreadPoolExecutor(1) as pool:
        answers, sizes, refused, failed, last = pool.submit(asyncio.run, try_batches()).result()
    test_eq(answers, [[2*i, 2*(i+100)] for i in range(4)])
    test_eq((max(sizes), refused, failed, last), (4, Full, ZeroDivisionError, [14]))
