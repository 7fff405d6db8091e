"""Musterstadt: a made-up city for showing and trying, the same every time.

Plain values, no database: `city(today, questionnaires, load_written(folder))` makes a `City`. What
is written about it, and the traps that it holds on purpose, stand in `data/demo`.
"""

from audit.service.demo_city.filling_in import DemoAssessment
from audit.service.demo_city.guests import DemoReply
from audit.service.demo_city.making import City, city
from audit.service.demo_city.waves import DemoWave
from audit.service.demo_city.written import Written, load_written

__all__ = ["City", "DemoAssessment", "DemoReply", "DemoWave", "Written", "city", "load_written"]
