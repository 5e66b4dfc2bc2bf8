"""The benchmark of the order list: programs run in a real terminal, beside their baselines in one run.

Nothing here loads the screens' library but the modules of `programs`, which are started on their own.
"""
