"""Is the log, and all that it vouches for, as it was recorded (FND-09)?"""
