# SPDX-License-Identifier: BSL-1.0
"""The other half of python_client.cpp: asks how many words a line has.

    python_client.py PORT
"""

import sys
from multiprocessing.connection import Client

LINES = {"to be or not to be": 6, "": 0, "that is the question": 4}

with Client(("127.0.0.1", int(sys.argv[1])), authkey=b"a word that both know") as connection:
    for line, words in LINES.items():
        connection.send_bytes(line.encode())
        answer = int(connection.recv_bytes())
        print(f"{answer} words: {line}")
        if answer != words:
            sys.exit(1)
