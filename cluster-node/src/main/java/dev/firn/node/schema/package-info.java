/** The table's schema, as a node's operators change it while events come in. */
@NullMarked
package dev.firn.node.schema;

import org.jspecify.annotations.NullMarked;
