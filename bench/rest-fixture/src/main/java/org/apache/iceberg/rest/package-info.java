/** The fixture's adapter is not public: what builds on it has to be where it is. */
@NullMarked
package org.apache.iceberg.rest;

import org.jspecify.annotations.NullMarked;
