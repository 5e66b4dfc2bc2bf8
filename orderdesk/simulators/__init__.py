"""Outside systems played in this process, for the demo, for training and for tests.

Each is written from what is publicly known of the system alone and shares no code with the client that
speaks to it. `handle` takes a request and answers it; `world.serve` puts it behind a loopback address.
"""
