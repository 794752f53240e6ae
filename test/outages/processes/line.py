# A cable between two network namespaces whose faults are made to order: packets are read from one TUN device and written
# to the other, some of them later, some never. Reads "loss delay" lines (a share, seconds) from its input. For kernels that
# have no netem, as those of small virtual machines.
import ctypes, fcntl, heapq, os, random, select, struct, sys, time

TUNSETIFF, IFF_TUN, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x1, 0x1000, 0x40000000


def device(namespace, name):
    target = os.open("/var/run/netns/" + namespace, os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(target, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(target)
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return tun


ends = [device(*sys.argv[1:3]), device(*sys.argv[3:5])]
print("ready", flush=True)
loss, delay = 0.0, 0.0
chance = random.Random(1)
waiting, count = [], 0
while True:
    wait = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
    readable, _, _ = select.select([*ends, sys.stdin], [], [], wait)
    for source in readable:
        if source is sys.stdin:
            line = sys.stdin.readline()
            if not line:
                sys.exit(0)
            loss, delay = map(float, line.split())
            continue
        try:
            packet = os.read(source, 65536)
        except (BlockingIOError, OSError):
            continue
        if chance.random() >= loss:
            count += 1
            heapq.heappush(waiting, (time.monotonic() + delay, count, ends[1 - ends.index(source)], packet))
    while waiting and waiting[0][0] <= time.monotonic():
        _, _, target, packet = heapq.heappop(waiting)
        try:
            os.write(target, packet)
        except OSError:
            pass
