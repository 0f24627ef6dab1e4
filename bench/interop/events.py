"""What is sent."""

import datetime

TYPES = ["page.view", "cart.add", "order.paid", "user.login"]
HOURS = 5
BACKLOG = 24_000
RATE = 300


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")


class Events:
    """What is sent: in turn of all types, in the five whole hours before this one and, streamed, in this one too."""

    def __init__(self):
        self.hour = datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0)

    def start(self, back):
        return self.hour - datetime.timedelta(hours=back)

    def make(self, source, number, back):
        time_of = self.start(back) + datetime.timedelta(seconds=number % 3600)
        if back == 0:
            time_of = datetime.datetime.now(datetime.timezone.utc)
        return {"specversion": "1.0", "id": str(number), "source": source, "type": TYPES[number % 4],
                "subject": f"user-{number // 20 % 7}", "time": iso(time_of), "data": {"path": f"/{number % 97}"}}

    def backlog(self):
        return [self.make("/backlog", n, 1 + n // 4 % HOURS) for n in range(BACKLOG)]

    def streamed(self, number):
        return self.make("/stream", number, number // 4 % (HOURS + 1))
