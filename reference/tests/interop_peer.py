# SPDX-License-Identifier: BSL-1.0
"""The other side of interop.cpp: Python's own Listener and Client, of any version from 3.6 on.

    interop_peer.py listen|connect FAMILY ADDRESS KEY
"""

import sys
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener

SIZES = [0, 1, 5, 4095, 16384, 16385, 100000, 3000000]


def where(family, address):
    if family != "AF_INET":
        return address
    host, port = address.rsplit(":", 1)
    return host, int(port)


def main():
    role, family, address, key = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4].encode()
    if role == "listen":
        with Listener(where(family, address), family, authkey=key) as listener:
            made = listener.address
            print(f"{made[0]}:{made[1]}" if family == "AF_INET" else made, flush=True)
            with listener.accept() as connection:
                try:
                    while True:
                        connection.send_bytes(connection.recv_bytes())
                except EOFError:
                    return 0
    with Client(where(family, address), family, authkey=key) as connection:
        for size in SIZES:
            message = bytes((place * 7 + size) % 256 for place in range(size))
            connection.send_bytes(message)
            if connection.recv_bytes() != message:
                return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (AuthenticationError, EOFError, ConnectionError) as error:
        print(repr(error), file=sys.stderr)
        sys.exit(3)
