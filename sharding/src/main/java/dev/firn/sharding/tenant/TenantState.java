package dev.firn.sharding.tenant;

import dev.firn.sharding.Portable;
import dev.firn.sharding.tenant.TenantEvent.TypeAdmitted;
import java.util.LinkedHashSet;
import java.util.Set;

/** The types a tenant has used, and how many of them were new on the last day that brought any. */
public final class TenantState {
  private final Set<String> types = new LinkedHashSet<>();
  private long day;
  private int newOnDay;

  /** The state as it is saved. */
  public record Saved(Set<String> types, long day, int newOnDay) implements Portable {
    public Saved {
      types = Set.copyOf(types);
    }
  }

  static TenantState of(Saved saved) {
    TenantState state = new TenantState();
    state.types.addAll(saved.types());
    state.day = saved.day();
    state.newOnDay = saved.newOnDay();
    return state;
  }

  Saved saved() {
    return new Saved(types, day, newOnDay);
  }

  TenantState apply(TenantEvent event) {
    if (event instanceof TypeAdmitted admitted && types.add(admitted.type())) {
      newOnDay = admitted.day() == day ? newOnDay + 1 : 1;
      day = admitted.day();
    }
    return this;
  }

  boolean knows(String type) {
    return types.contains(type);
  }

  /** The last day that brought a new type; a clock that is set back begins no new one. */
  long day() {
    return day;
  }

  /** Types that were new on this day. */
  int newOn(long thisDay) {
    return thisDay == day ? newOnDay : 0;
  }
}
