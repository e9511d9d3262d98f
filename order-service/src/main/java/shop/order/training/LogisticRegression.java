package shop.order.training;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskModel;

/** Fits logistic weights on standardized features by Newton's method; without randomness, so the same samples give the same model. */
final class LogisticRegression {

    private static final int MOST_ROUNDS = 50;
    private static final double CLOSE_ENOUGH = 1e-9;
    private static final double LEAST_DEVIATION = 1e-6;

    private final List<RiskFeature> features;
    private final double ridge;

    /**
     * Weighs these features.
     *
     * @param ridge the penalty of large weights
     */
    LogisticRegression(List<RiskFeature> features, double ridge) {
        this.features = List.copyOf(features);
        this.ridge = ridge;
    }

    /** What was fitted. */
    record Fit(double intercept, Map<RiskFeature, RiskModel.Term> terms) {

        RiskModel model(String version, List<RiskModel.Rule> rules) {
            return new RiskModel(version, intercept, terms, rules);
        }
    }

    Fit fit(List<Sample> samples) {
        var size = features.size() + 1;
        var means = new double[size];
        var deviations = new double[size];
        standardize(samples, means, deviations);
        var rows =
                samples.stream().map(sample -> row(sample, means, deviations)).toArray(double[][]::new);
        var weights = new double[size];
        for (var round = 0; round < MOST_ROUNDS; round++) {
            var gradient = new double[size];
            var hessian = new double[size][size];
            for (var index = 0; index < rows.length; index++) {
                var row = rows[index];
                var probability = probability(weights, row);
                var error = (samples.get(index).label() ? 1 : 0) - probability;
                var weight = probability * (1 - probability);
                for (var one = 0; one < size; one++) {
                    gradient[one] += error * row[one];
                    for (var other = 0; other <= one; other++) {
                        hessian[one][other] += weight * row[one] * row[other];
                    }
                }
            }
            for (var one = 0; one < size; one++) {
                if (one > 0) {
                    gradient[one] -= ridge * weights[one];
                    hessian[one][one] += ridge;
                }
                for (var other = one + 1; other < size; other++) {
                    hessian[one][other] = hessian[other][one];
                }
            }
            var step = solve(hessian, gradient);
            var moved = 0.0;
            for (var one = 0; one < size; one++) {
                weights[one] += step[one];
                moved = Math.max(moved, Math.abs(step[one]));
            }
            if (moved < CLOSE_ENOUGH) {
                break;
            }
        }
        var terms = new EnumMap<RiskFeature, RiskModel.Term>(RiskFeature.class);
        for (var one = 1; one < size; one++) {
            terms.put(features.get(one - 1), new RiskModel.Term(means[one], deviations[one], weights[one]));
        }
        return new Fit(weights[0], terms);
    }

    /** What is not known counts as usual, as it does in the model. */
    private void standardize(List<Sample> samples, double[] means, double[] deviations) {
        for (var one = 0; one < features.size(); one++) {
            var feature = features.get(one);
            var known = samples.stream()
                    .filter(sample -> sample.features().values().containsKey(feature))
                    .mapToDouble(sample -> sample.features().values().getOrDefault(feature, 0.0))
                    .toArray();
            var mean = Arrays.stream(known).average().orElse(0);
            var variance = Arrays.stream(known)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(1);
            means[one + 1] = mean;
            deviations[one + 1] = Math.max(Math.sqrt(variance), LEAST_DEVIATION);
        }
    }

    private double[] row(Sample sample, double[] means, double[] deviations) {
        var row = new double[features.size() + 1];
        row[0] = 1;
        for (var one = 1; one < row.length; one++) {
            var value = sample.features().values().get(features.get(one - 1));
            row[one] = value == null ? 0 : (value - means[one]) / deviations[one];
        }
        return row;
    }

    private static double probability(double[] weights, double[] row) {
        var sum = 0.0;
        for (var one = 0; one < row.length; one++) {
            sum += weights[one] * row[one];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    /** By Gauss's elimination with pivots; the ridge keeps the matrix regular. */
    private static double[] solve(double[][] matrix, double[] right) {
        var size = right.length;
        for (var column = 0; column < size; column++) {
            var pivot = column;
            for (var row = column + 1; row < size; row++) {
                if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) {
                    pivot = row;
                }
            }
            var swappedRow = matrix[column];
            matrix[column] = matrix[pivot];
            matrix[pivot] = swappedRow;
            var swapped = right[column];
            right[column] = right[pivot];
            right[pivot] = swapped;
            for (var row = column + 1; row < size; row++) {
                var factor = matrix[row][column] / matrix[column][column];
                for (var at = column; at < size; at++) {
                    matrix[row][at] -= factor * matrix[column][at];
                }
                right[row] -= factor * right[column];
            }
        }
        var solution = new double[size];
        for (var row = size - 1; row >= 0; row--) {
            var sum = right[row];
            for (var at = row + 1; at < size; at++) {
                sum -= matrix[row][at] * solution[at];
            }
            solution[row] = sum / matrix[row][row];
        }
        return solution;
    }
}
