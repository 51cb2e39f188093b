package org.taplane.it.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that makes namespaces and therefore needs root. Without root it is skipped, but never under CI. */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KernelTest.Root.class)
public @interface KernelTest {
    /** Decides by the effective user. */
    final class Root implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean skip = Libc.C.geteuid() != 0 && !"true".equals(System.getenv("CI"));
            return skip
                    ? ConditionEvaluationResult.disabled("needs root: namespaces and TAP devices are made")
                    : ConditionEvaluationResult.enabled("root, or under CI where nothing is skipped");
        }
    }
}
