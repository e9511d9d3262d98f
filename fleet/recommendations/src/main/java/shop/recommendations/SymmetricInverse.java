package shop.recommendations;

/**
 * Inverts a symmetric, positive definite matrix in its own place: n² floats are all the memory it takes, so that some thousand items fit into
 * a service's heap. Gauss-Jordan by blocks of rows, whose inner loop runs along rows that lie in the processor's cache. No pivoting: the
 * diagonal of such a matrix, which a ridge keeps away from 0, is a good pivot.
 */
final class SymmetricInverse {

    private static final int BLOCK = 32;

    private SymmetricInverse() {}

    static void invert(float[][] matrix) {
        for (var from = 0; from < matrix.length; from += BLOCK) {
            eliminate(matrix, from, Math.min(from + BLOCK, matrix.length));
        }
    }

    private static void eliminate(float[][] matrix, int from, int to) {
        var pivot = invertedPivot(matrix, from, to);
        multiplyRows(matrix, from, to, pivot);
        for (var row = 0; row < matrix.length; row++) {
            if (row < from || row >= to) {
                subtract(matrix, matrix[row], from, to, pivot);
            }
        }
        for (var row = from; row < to; row++) {
            for (var column = from; column < to; column++) {
                matrix[row][column] = (float) pivot[row - from][column - from];
            }
        }
    }

    private static double[][] invertedPivot(float[][] matrix, int from, int to) {
        var size = to - from;
        var pivot = new double[size][size];
        for (var row = 0; row < size; row++) {
            for (var column = 0; column < size; column++) {
                pivot[row][column] = matrix[from + row][from + column];
            }
        }
        for (var step = 0; step < size; step++) {
            var diagonal = pivot[step][step];
            if (!(diagonal > 0)) {
                throw new IllegalArgumentException("the matrix is not positive definite at row " + (from + step));
            }
            pivot[step][step] = 1;
            for (var column = 0; column < size; column++) {
                pivot[step][column] /= diagonal;
            }
            for (var row = 0; row < size; row++) {
                if (row != step) {
                    var factor = pivot[row][step];
                    pivot[row][step] = 0;
                    for (var column = 0; column < size; column++) {
                        pivot[row][column] -= factor * pivot[step][column];
                    }
                }
            }
        }
        return pivot;
    }

    /** The rows of the block become the inverted pivot times themselves, but for the block's own columns. */
    private static void multiplyRows(float[][] matrix, int from, int to, double[][] pivot) {
        var size = to - from;
        var before = new double[size];
        for (var column = 0; column < matrix.length; column++) {
            if (column == from) {
                column = to - 1;
                continue;
            }
            for (var row = 0; row < size; row++) {
                before[row] = matrix[from + row][column];
            }
            for (var row = 0; row < size; row++) {
                var sum = 0.0;
                for (var inner = 0; inner < size; inner++) {
                    sum += pivot[row][inner] * before[inner];
                }
                matrix[from + row][column] = (float) sum;
            }
        }
    }

    private static void subtract(float[][] matrix, float[] row, int from, int to, double[][] pivot) {
        var size = to - from;
        var factors = new float[size];
        System.arraycopy(row, from, factors, 0, size);
        var inner = 0;
        for (; inner + 4 <= size; inner += 4) {
            subtractFour(
                    row,
                    factors[inner],
                    matrix[from + inner],
                    factors[inner + 1],
                    matrix[from + inner + 1],
                    factors[inner + 2],
                    matrix[from + inner + 2],
                    factors[inner + 3],
                    matrix[from + inner + 3]);
        }
        for (; inner < size; inner++) {
            var factor = factors[inner];
            var other = matrix[from + inner];
            for (var column = 0; column < row.length; column++) {
                row[column] -= factor * other[column];
            }
        }
        for (var column = 0; column < size; column++) {
            var sum = 0.0;
            for (inner = 0; inner < size; inner++) {
                sum += factors[inner] * pivot[inner][column];
            }
            row[from + column] = (float) -sum;
        }
    }

    /** Four at a time: each element of the row is loaded and stored once for eight operations. */
    private static void subtractFour(
            float[] row, float a, float[] rowA, float b, float[] rowB, float c, float[] rowC, float d, float[] rowD) {
        for (var column = 0; column < row.length; column++) {
            row[column] -= a * rowA[column] + b * rowB[column] + c * rowC[column] + d * rowD[column];
        }
    }
}
