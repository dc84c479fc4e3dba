"""What every API view of the project stands on: who asks, what may be sent, how it is answered.

The rooms' own `api` modules say only what is theirs. Nothing here knows a table of this project,
and this module imports nothing: the REST framework's settings name parts of this package before
its views can be loaded.
"""
