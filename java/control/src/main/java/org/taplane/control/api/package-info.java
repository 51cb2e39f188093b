/**
 * The admin socket: how a running switch is asked about its state. {@link org.taplane.control.api.AdminServer} answers
 * in the daemon, {@link org.taplane.control.api.AdminClient} asks from the command line.
 *
 * <p>One request a line, one reply a line, both JSON:
 *
 * <pre>
 * {"show":"ports"}    →  {"ok":[{"bridge":"br0","name":"vm1", …}, …]}
 * {"show":"weather"}  →  {"error":"…"}, and the connection is closed
 * </pre>
 *
 * <p>A reply line may be long (a table of a million addresses is one line), so both ends stream it: the server makes
 * the next 16 KB only when the client has taken the last, and the client parses as bytes arrive.
 */
@NullMarked
package org.taplane.control.api;

import org.jspecify.annotations.NullMarked;
