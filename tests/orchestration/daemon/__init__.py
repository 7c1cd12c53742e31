"""A real `gouji ui`, webserver and daemon, watched from outside."""
