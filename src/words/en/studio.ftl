# The studio itself.

studio-conflict-host = This host name is another studio’s.
