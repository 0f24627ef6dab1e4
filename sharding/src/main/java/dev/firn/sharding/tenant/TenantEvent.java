package dev.firn.sharding.tenant;

import dev.firn.sharding.Portable;

/** What a tenant's register journals. */
public sealed interface TenantEvent extends Portable {

  /**
   * The tenant used a type for the first time.
   *
   * @param day whole days since 1970-01-01
   */
  record TypeAdmitted(String type, long day) implements TenantEvent {}
}
