/** Whether the table holds what it should: every accepted row once, in objects that are whole. */
@NullMarked
package dev.firn.catalog.audit;

import org.jspecify.annotations.NullMarked;
