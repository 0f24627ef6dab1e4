package dev.firn.bench.load;

import dev.firn.bench.load.EventSpots.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Makes up page views whose attributes repeat about as much as those of real ones do: few
 * countries, hundreds of user agents, thousands of pages, and users and numbers that hardly ever
 * repeat.
 */
final class PageViews {
  private static final int USER_AGENTS = 400;
  private static final List<String> SITES =
      List.of("https://shop.example.com/web", "https://shop.example.de/web", "urn:example:app");
  private static final List<String> SECTIONS =
      List.of("garden", "kitchen", "lighting", "office", "outdoor", "sale", "textiles", "toys");
  private static final List<String> REFERRERS =
      List.of(
          "", "https://www.google.com/", "https://duckduckgo.com/", "https://t.co/x1", "direct");
  private static final List<String> PLACES =
      List.of(
          "DE,Hamburg,Europe/Berlin,de-DE",
          "FR,Lyon,Europe/Paris,fr-FR",
          "US,Austin,America/Chicago,en-US",
          "BR,Recife,America/Recife,pt-BR",
          "JP,Osaka,Asia/Tokyo,ja-JP",
          "GB,Leeds,Europe/London,en-GB",
          "IN,Pune,Asia/Kolkata,en-IN",
          "PL,Gdansk,Europe/Warsaw,pl-PL");
  private static final List<String> SYLLABLES =
      List.of("ba", "cor", "del", "fi", "gan", "lo", "mir", "na", "pes", "ri", "sol", "tu", "ver");

  private final RandomGenerator random;
  private final List<String> userAgents = new ArrayList<>();
  private final List<String> words = new ArrayList<>();

  PageViews(RandomGenerator random) {
    this.random = random;
    for (int i = 0; i < USER_AGENTS; i++) {
      userAgents.add(userAgent());
    }
    for (int i = 0; i < 800; i++) {
      words.add(pick(SYLLABLES) + pick(SYLLABLES) + (random.nextBoolean() ? pick(SYLLABLES) : ""));
    }
  }

  private String userAgent() {
    String platform =
        pick(
            List.of(
                "Windows NT 10.0; Win64; x64",
                "Macintosh; Intel Mac OS X 10_15_7",
                "X11; Linux x86_64"));
    int major = 90 + random.nextInt(50);
    return "Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.%d.%d Safari/537.36"
        .formatted(platform, major, 4000 + random.nextInt(2000), random.nextInt(200));
  }

  /**
   * Appends one event of about this size, noting where its patched values stand. {@link SentEvent}
   * knows this form.
   */
  void append(StringBuilder text, int bytes, EventSpots spots) {
    int start = text.length();
    String path = "/" + pick(SECTIONS) + "/" + pick(words) + "-" + random.nextInt(3_000);
    text.append("{\"specversion\":\"1.0\",\"id\":\"");
    spots.append(text, Spot.ID);
    text.append("\",\"source\":\"")
        .append(pick(SITES))
        .append("\",\"type\":\"com.example.web.view-");
    spots.append(text, Spot.TYPE);
    text.append("\",\"time\":\"");
    spots.append(text, Spot.TIME);
    spots.append(text, Spot.MILLIS);
    text.append("Z\",\"subject\":\"").append(path);
    text.append("\",\"datacontenttype\":\"application/json\",\"data\":{\"user_id\":\"");
    spots.append(text, Spot.USER);
    text.append("\",\"session_id\":\"");
    spots.append(text, Spot.SESSION);
    text.append("\",\"scroll_depth\":0.");
    spots.append(text, Spot.SCROLL);
    text.append(",\"visible_ms\":1");
    spots.append(text, Spot.VISIBLE);
    appendPage(text, path);
    appendDevice(text);
    appendFiller(text, bytes + random.nextInt(bytes / 5) - bytes / 10 - (text.length() - start));
  }

  private void appendPage(StringBuilder text, String path) {
    text.append(",\"url\":\"https://shop.example.com").append(path);
    text.append("?utm_source=").append(pick(List.of("newsletter", "ads", "feed", "none")));
    text.append("\",\"title\":\"").append(pick(words)).append(' ').append(pick(words));
    text.append("\",\"referrer\":\"").append(pick(REFERRERS));
    text.append("\",\"price\":")
        .append(String.format(Locale.ROOT, "%.2f", 1 + random.nextDouble() * 300));
    text.append(",\"quantity\":").append(1 + random.nextInt(5));
    text.append(",\"in_stock\":").append(random.nextInt(10) > 0);
    text.append(",\"experiment\":\"checkout-").append((char) ('a' + random.nextInt(4))).append('"');
  }

  private void appendDevice(StringBuilder text) {
    String[] place = pick(PLACES).split(",", -1);
    text.append(",\"user_agent\":\"").append(pick(userAgents));
    text.append("\",\"country\":\"").append(place[0]).append("\",\"city\":\"").append(place[1]);
    text.append("\",\"timezone\":\"")
        .append(place[2])
        .append("\",\"language\":\"")
        .append(place[3]);
    text.append("\",\"screen_width\":").append(pick(List.of(390, 1280, 1440, 1920, 2560)));
    text.append(",\"screen_height\":").append(pick(List.of(720, 844, 900, 1080, 1440)));
    text.append(",\"logged_in\":").append(random.nextBoolean());
  }

  private void appendFiller(StringBuilder text, int bytes) {
    text.append(",\"search\":\"");
    int end = text.length() + bytes - ",\"search\":\"\"}}".length();
    while (text.length() < end) {
      text.append(pick(words)).append(' ');
    }
    text.append("\"}}");
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
