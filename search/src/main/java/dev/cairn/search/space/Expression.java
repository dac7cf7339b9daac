package dev.cairn.search.space;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A part of a constraint: a number, a condition, or a literal that is compared with a category. */
sealed interface Expression {
    /** What an expression asks of the parameters that it names. */
    interface Uses {
        void number(String name);

        void value(String name, Object value);

        void either(String name, String other);
    }

    void uses(Uses uses);

    /** How much work it is to evaluate: 1 for a name, a constant or a sum, more for what takes longer. */
    int size();

    /** A string, or true or false; only ever beside == and !=. */
    record Literal(Object value) implements Expression {
        @Override
        public void uses(Uses uses) {}

        @Override
        public int size() {
            return 1;
        }
    }

    /** A number made of parameters. */
    sealed interface Arithmetic extends Expression {
        double value(Map<String, ?> values);

        /** What it may come to where names are within bounds; one without bounds may be anything. */
        Interval range(Map<String, Interval> bounds);
    }

    record Constant(double number) implements Arithmetic {
        @Override
        public double value(Map<String, ?> values) {
            return number;
        }

        @Override
        public Interval range(Map<String, Interval> bounds) {
            return Interval.of(number);
        }

        @Override
        public void uses(Uses uses) {}

        @Override
        public int size() {
            return 1;
        }
    }

    record Name(String name) implements Arithmetic {
        @Override
        public double value(Map<String, ?> values) {
            return ((Number) values.get(name)).doubleValue();
        }

        @Override
        public Interval range(Map<String, Interval> bounds) {
            return bounds.getOrDefault(name, Interval.EVERYTHING);
        }

        @Override
        public void uses(Uses uses) {
            uses.number(name);
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** A sum, difference, product, quotient or remainder. */
    record Operation(char symbol, Arithmetic left, Arithmetic right) implements Arithmetic {
        @Override
        public double value(Map<String, ?> values) {
            double a = left.value(values);
            double b = right.value(values);
            return switch (symbol) {
                case '+' -> a + b;
                case '-' -> a - b;
                case '*' -> a * b;
                case '/' -> a / b;
                default -> a % b;
            };
        }

        @Override
        public Interval range(Map<String, Interval> bounds) {
            return left.range(bounds).combined(symbol, right.range(bounds));
        }

        @Override
        public void uses(Uses uses) {
            left.uses(uses);
            right.uses(uses);
        }

        @Override
        public int size() {
            return 1 + left.size() + right.size();
        }
    }

    /** @param second absent if the function takes one argument */
    record Call(
            Function function, Arithmetic first, @Nullable Arithmetic second) implements Arithmetic {
        private static final int SIZE = 10;

        @Override
        public double value(Map<String, ?> values) {
            return function.of(first.value(values), second == null ? 0 : second.value(values));
        }

        @Override
        public Interval range(Map<String, Interval> bounds) {
            Interval other = second == null ? Interval.EVERYTHING : second.range(bounds);
            return first.range(bounds).applied(function, other);
        }

        @Override
        public void uses(Uses uses) {
            first.uses(uses);
            if (second != null) {
                second.uses(uses);
            }
        }

        @Override
        public int size() {
            return SIZE + first.size() + (second == null ? 0 : second.size());
        }
    }

    /**
     * Something that holds or not. {@link #negated} turns comparisons around, so that one with a number that is not finite
     * holds neither way.
     */
    sealed interface Condition extends Expression {
        boolean holds(Map<String, ?> values);

        /** 0 where it holds, otherwise above 0 and the more, the further the values are from it. */
        double breach(Map<String, ?> values);

        /** False only if it holds nowhere within the bounds, which is not always found out. */
        boolean mayHold(Map<String, Interval> bounds);

        Condition negated();
    }

    record Comparison(Relation relation, Arithmetic left, Arithmetic right) implements Condition {
        @Override
        public boolean holds(Map<String, ?> values) {
            return relation.holds(left.value(values), right.value(values));
        }

        @Override
        public double breach(Map<String, ?> values) {
            double a = left.value(values);
            double b = right.value(values);
            if (relation.holds(a, b)) {
                return 0;
            }
            double share = Math.abs(a - b) / (1 + Math.abs(a) + Math.abs(b));
            return share <= 1 ? Math.max(Double.MIN_NORMAL, share) : 2; // 2: not finite
        }

        @Override
        public boolean mayHold(Map<String, Interval> bounds) {
            return left.range(bounds).mayBe(relation, right.range(bounds));
        }

        @Override
        public Condition negated() {
            return new Comparison(relation.negated(), left, right);
        }

        @Override
        public void uses(Uses uses) {
            left.uses(uses);
            right.uses(uses);
        }

        @Override
        public int size() {
            return 1 + left.size() + right.size();
        }
    }

    /** A parameter that has one of the values, or none of them. */
    record Among(String name, Set<Object> options, boolean isWanted) implements Condition {
        @Override
        public boolean holds(Map<String, ?> values) {
            return isAmong(Scalars.of(values.get(name))) == isWanted;
        }

        private boolean isAmong(@Nullable Object value) {
            return options.contains(value)
                    || value instanceof Double number
                            && options.stream()
                                    .anyMatch(o -> o instanceof Double option && Relation.EQUAL.holds(number, option));
        }

        @Override
        public double breach(Map<String, ?> values) {
            return holds(values) ? 0 : 1;
        }

        @Override
        public boolean mayHold(Map<String, Interval> bounds) {
            return true;
        }

        @Override
        public Condition negated() {
            return new Among(name, options, !isWanted);
        }

        @Override
        public void uses(Uses uses) {
            options.forEach(option -> uses.value(name, option));
        }

        @Override
        public int size() {
            return 1 + options.size();
        }
    }

    /** Two parameters whose values are equal, or differ, be they numbers or not. */
    record Same(String name, String other, boolean isWanted) implements Condition {
        @Override
        public boolean holds(Map<String, ?> values) {
            Object a = values.get(name);
            Object b = values.get(other);
            boolean equal = a instanceof Number x && b instanceof Number y
                    ? Relation.EQUAL.holds(x.doubleValue(), y.doubleValue())
                    : a.equals(b);
            return equal == isWanted;
        }

        @Override
        public double breach(Map<String, ?> values) {
            if (holds(values)) {
                return 0;
            }
            return isWanted && values.get(name) instanceof Number && values.get(other) instanceof Number
                    ? new Comparison(Relation.EQUAL, new Name(name), new Name(other)).breach(values)
                    : 1;
        }

        @Override
        public boolean mayHold(Map<String, Interval> bounds) {
            // Two that are not numbers have no bounds.
            Relation relation = isWanted ? Relation.EQUAL : Relation.DIFFERENT;
            return new Comparison(relation, new Name(name), new Name(other)).mayHold(bounds);
        }

        @Override
        public Condition negated() {
            return new Same(name, other, !isWanted);
        }

        @Override
        public void uses(Uses uses) {
            uses.either(name, other);
        }

        @Override
        public int size() {
            return 1;
        }
    }

    record Both(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Map<String, ?> values) {
            return left.holds(values) && right.holds(values);
        }

        @Override
        public double breach(Map<String, ?> values) {
            return left.breach(values) + right.breach(values);
        }

        @Override
        public boolean mayHold(Map<String, Interval> bounds) {
            return left.mayHold(bounds) && right.mayHold(bounds);
        }

        @Override
        public Condition negated() {
            return new Either(left.negated(), right.negated());
        }

        @Override
        public void uses(Uses uses) {
            left.uses(uses);
            right.uses(uses);
        }

        @Override
        public int size() {
            return 1 + left.size() + right.size();
        }
    }

    record Either(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Map<String, ?> values) {
            return left.holds(values) || right.holds(values);
        }

        @Override
        public double breach(Map<String, ?> values) {
            return Math.min(left.breach(values), right.breach(values));
        }

        @Override
        public boolean mayHold(Map<String, Interval> bounds) {
            return left.mayHold(bounds) || right.mayHold(bounds);
        }

        @Override
        public Condition negated() {
            return new Both(left.negated(), right.negated());
        }

        @Override
        public void uses(Uses uses) {
            left.uses(uses);
            right.uses(uses);
        }

        @Override
        public int size() {
            return 1 + left.size() + right.size();
        }
    }
}
