package dev.firn.sharding.commit;

/**
 * A plan that was given up after it may have been attempted. Its files are in the journal.
 *
 * @param marker under which it would land ({@code number:id})
 * @param plannedNumber of its event in the journal
 * @param isRefused whether its partitions were told that its files are not in the table
 */
public record GivenUpPlan(String marker, long plannedNumber, boolean isRefused) {}
