package shop.http.problem;

/** Stands for what fleet-http has, on which this module does not depend. */
public final class SampleProblem extends RuntimeException {}
