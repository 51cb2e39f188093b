/**
 * YAML as a small tree whose every node knows its line and column. Only what a configuration needs is taken: one
 * document of mappings, lists and scalars, without anchors, aliases and tags. A scalar stays the text that was written, so
 * no word turns into a truth value, a number or a date by itself.
 */
@NullMarked
package org.taplane.control.config.yaml;

import org.jspecify.annotations.NullMarked;
