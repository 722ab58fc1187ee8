# The studio itself.

studio-conflict-host = Dieser Name gehört einem anderen Studio.
