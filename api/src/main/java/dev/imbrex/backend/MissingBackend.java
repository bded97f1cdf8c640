package dev.imbrex.backend;

/**
 * A backend that is there but can not be used.
 *
 * @param name the provider's name, or its class
 * @param reason what is missing
 * @param remedy what would help
 */
public record MissingBackend(String name, String reason, String remedy) {}
