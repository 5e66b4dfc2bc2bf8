"""Pure rules of the order desk; standard library only."""
