/** The committer of a table: groups every partition's files into one numbered commit. */
@NullMarked
package dev.firn.sharding.commit;

import org.jspecify.annotations.NullMarked;
