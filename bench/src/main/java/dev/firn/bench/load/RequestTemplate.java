package dev.firn.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.bench.load.EventSpots.Spot;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One whole request, head and body, outside the heap; patched in place before it is sent. */
final class RequestTemplate {
  private static final int USERS = 1_000_000;
  private static final byte[] PLACEHOLDER = EventDigest.PLACEHOLDER.getBytes(US_ASCII);

  private final ByteBuffer bytes;
  private final int[] places;

  /** Where each event begins, and one place more: where the next one would. */
  private final int[] starts;

  private final Workload workload;

  private RequestTemplate(ByteBuffer bytes, int[] places, int[] starts, Workload workload) {
    this.bytes = bytes;
    this.places = places;
    this.starts = starts;
    this.workload = workload;
  }

  static RequestTemplate of(Workload workload, PageViews events, String head) {
    StringBuilder body = new StringBuilder(workload.batch() * (workload.eventBytes() + 100));
    EventSpots[] spots = new EventSpots[workload.batch()];
    int[] starts = new int[spots.length + 1];
    for (int i = 0; i < spots.length; i++) {
      spots[i] = new EventSpots();
      body.append(i == 0 ? '[' : ',');
      starts[i] = body.length();
      events.append(body, workload.eventBytes(), spots[i]);
    }
    body.append(']');
    starts[spots.length] = body.length();
    String before = head + "Content-Length: " + body.length() + "\r\n\r\n";
    byte[] all = (before + body).getBytes(US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocateDirect(all.length).put(0, all);
    Arrays.setAll(starts, i -> starts[i] + before.length());
    return new RequestTemplate(bytes, places(spots, before.length()), starts, workload);
  }

  private static int[] places(EventSpots[] events, int bodyStart) {
    int[] places = new int[events.length * EventSpots.COUNT];
    for (int i = 0; i < events.length; i++) {
      for (Spot spot : Spot.values()) {
        places[i * EventSpots.COUNT + spot.column()] = bodyStart + events[i].place(spot);
      }
    }
    return places;
  }

  /**
   * Makes a new request of it.
   *
   * @param firstEvent number of its first event in this run; the others count on from there
   */
  void patch(long firstEvent, EventClock clock, Mixer random) {
    boolean mixed = workload.mix() == Workload.Mix.BATCH;
    int type = random.below(workload.types());
    int hour = random.below(workload.hours());
    for (int i = 0; i < workload.batch(); i++) {
      if (mixed) {
        type = random.below(workload.types());
        hour = random.below(workload.hours());
      }
      int at = i * EventSpots.COUNT;
      bytes.putInt(place(at, Spot.TYPE), Digits.four(type));
      bytes.put(place(at, Spot.TIME), clock.hoursAgo(hour));
      patchValues(at, firstEvent + i, random);
      patchDigest(i);
    }
  }

  private void patchValues(int at, long event, Mixer random) {
    int id = place(at, Spot.ID);
    bytes.putLong(id, Digits.hex(workload.run()));
    bytes.put(id + 8, (byte) '-');
    putHex(id + 9, Mixer.scatter(event));
    bytes.putInt(place(at, Spot.MILLIS), Digits.dotAndThree(random.below(1_000)));
    putHex(place(at, Spot.USER), Mixer.scatter(-1L - random.below(USERS)));
    bytes.putInt(place(at, Spot.SCROLL), Digits.four(random.below(10_000)));
    bytes.putInt(place(at, Spot.SCROLL) + 4, Digits.four(random.below(10_000)));
    bytes.putInt(place(at, Spot.VISIBLE), Digits.four(random.below(10_000)));
  }

  /** Over all the rest; a comma or bracket stands between one event and the next. */
  private void patchDigest(int event) {
    int session = place(event * EventSpots.COUNT, Spot.SESSION);
    bytes.put(session, PLACEHOLDER);
    putHex(session, EventDigest.of(bytes, starts[event], starts[event + 1] - 1));
  }

  private int place(int event, Spot spot) {
    return places[event + spot.column()];
  }

  private void putHex(int place, long value) {
    bytes.putLong(place, Digits.hex((int) (value >>> 32)));
    bytes.putLong(place + 8, Digits.hex((int) value));
  }

  /** The id of an event of a run, as the template writes it. */
  static String id(int run, long event) {
    return "%08x-%016x".formatted(run, Mixer.scatter(event));
  }

  /** The request's bytes, from the start; the next patch changes them. */
  ByteBuffer bytes() {
    return bytes.duplicate();
  }

  int events() {
    return workload.batch();
  }
}
